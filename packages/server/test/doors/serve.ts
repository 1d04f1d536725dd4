import { loadConfig, startServer } from "@lorats/server";

/** A whole server in a process of its own, to be killed. Its folder and settings come from the environment. */
const server = await startServer(loadConfig({ environment: process.env }));
const { httpUrl, signInToken, semtechUdp, mqtt } = server;
process.stdout.write(`${JSON.stringify({ httpUrl, signInToken, semtechUdp, mqtt })}\n`);
