/** About how many seconds the files take that take longest. Nothing but the balance of the shares depends on it. */
const seconds: Readonly<Record<string, number>> = {
  'test/e2e/accessibility.test.ts': 20,
  'test/e2e/bank-visits.long.test.ts': 66,
  'test/e2e/bank-visits.test.ts': 20,
  'test/e2e/crash-away.long.test.ts': 39,
  'test/e2e/crash-fields.long.test.ts': 57,
  'test/e2e/crash.test.ts': 15,
  'test/e2e/embedding.long.test.ts': 32,
  'test/e2e/journeys-embedded.test.ts': 62,
  'test/e2e/journeys-popup.test.ts': 47,
  'test/e2e/journeys-tab.long.test.ts': 60,
  'test/e2e/moneyhub.long.test.ts': 27,
  'test/e2e/on-the-way.test.ts': 12,
  'test/e2e/payments.test.ts': 15,
  'test/e2e/resume.test.ts': 28,
  'test/e2e/tell-connect.long.test.ts': 28,
  'test/e2e/token-io-payments.test.ts': 10,
  'test/e2e/widget/later-steps.test.ts': 18,
  'test/server/connection/refresh.test.ts': 9,
  'test/server/connection/unattended.test.ts': 9,
  'test/server/session/crash/crash.test.ts': 10,
};
const ofAnyOther = (file: string): number => (file.startsWith('test/e2e/') ? 7 : 1);

/** Deals files out, those that take longest first, each to the share with the least to do, so that all end at about one time. */
export function deal(files: readonly string[], shares: number): string[][] {
  const dealt = Array.from({ length: Math.min(shares, files.length) }, () => ({ files: [] as string[], load: 0 }));
  const loads = files.map((file) => ({ file, load: seconds[file] ?? ofAnyOther(file) }));
  for (const { file, load } of loads.sort((a, b) => b.load - a.load)) {
    const least = dealt.reduce((a, b) => (b.load < a.load ? b : a));
    least.files.push(file);
    least.load += load;
  }
  return dealt.map((share) => share.files);
}
