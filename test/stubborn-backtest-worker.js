/** Stands for a backtest's thread that doesn't answer: how, the rule's name says. */
import { parentPort, workerData } from "node:worker_threads"

const { rule } = workerData.wanted
if (rule === "dying") process.exit(1)
if (rule === "failing") parentPort?.postMessage({ error: { type: "unknown", message: "the disk is full" } })
const held = []
while (rule === "hungry") held.push(new Array(1_000_000).fill(Math.random()))
while (rule === "endless") held.length = 0
