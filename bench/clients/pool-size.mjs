// The number of connections of each client.
export const poolSize = 10;
