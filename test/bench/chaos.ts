// 2,000 refreshes under fire at a bank with a grace, and 2,000 at one without (docs/decisions/012). Takes minutes.
import { runChaos } from '../support/chaos/run.js';

const size = { rounds: 80, shoppers: 25, seed: Number(process.argv[2] ?? 1) };

for (const bank of [{ graceMs: 30_000 }, {}]) {
  const report = await runChaos({ ...size, ...bank });
  const lost = 'graceMs' in bank ? report.reported : 0;
  if (lost + report.unexplained + report.silent + report.falseAlarms > 0) process.exitCode = 1;
  process.stdout.write(`${'graceMs' in bank ? 'with' : 'without'} grace: ${JSON.stringify(report)}\n`);
}
