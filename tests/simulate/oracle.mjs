// Reads one simulation a line (JSON), writes one verdict a line: "Allowed", another result, or "error: why".
import { createInterface } from 'node:readline'
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate'

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { simulation, checked } = JSON.parse(line)
  let verdict
  try {
    if (checked) {
      const answer = await runSimulation(simulation, {})
      verdict = answer.resultType === 'error' ? `error: ${answer.errors.message}` : answer.overallResult
    } else {
      verdict = runUnsafeSimulation(simulation, {})
    }
  } catch (error) {
    verdict = `error: ${error.message}`
  }
  process.stdout.write(`${String(verdict).replaceAll('\n', ' ')}\n`)
}
