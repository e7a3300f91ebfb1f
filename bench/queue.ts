export const queue = async () => { throw new Error("x") }
