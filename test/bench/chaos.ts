// 2,000 refreshes under fire at a bank with a grace, and 2,000 at one without (docs/decisions/012). Takes minutes.
import { runChaos } from '../support/chaos/run.js';

const size = { rounds: 80, shoppers: 25, seed: Number(process.argv[2] ?? 1) };

for (const bank of [{ graceMs: 30_000 }, {}]) {
  const report = await runChaos({ ...size, ...bank });
  const { kill, 'kill in an outage': killInOutage, ...others } = report.reported;
  // Without a grace, who is killed between the bank's answer and the disk takes the grant along. Nothing else may lose one.
  const lost = Object.values(others).reduce((sum, each) => sum + each, 0);
  const unforgivable = lost + report.silent + report.falseAlarms + ('graceMs' in bank ? kill + killInOutage : 0);
  if (unforgivable > 0) process.exitCode = 1;
  process.stdout.write(`${'graceMs' in bank ? 'with' : 'without'} grace: ${JSON.stringify(report)}\n`);
}
