export const cabinetData = async () => {
  throw new Error("x")
}
