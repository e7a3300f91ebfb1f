// Loaded into the web server and the worker: when the process that started them is gone, however it went,
// they end too, so that nothing keeps the port and the database. Their own children are left alone.
if (process.channel && process.env.UKUK_PARENT === String(process.ppid)) {
  process.on("disconnect", () => {
    setTimeout(() => process.exit(1), 5_000).unref()
    process.kill(process.pid, "SIGTERM")
  })
  process.channel.unref()
}
