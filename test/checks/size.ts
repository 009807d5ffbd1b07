import { describeSize, measureSizes } from '../../.ci/sizes.js';
import { type Check, expectNone } from './check.js';

export const size: Check = {
  name: 'size',
  run() {
    const tooLarge = measureSizes().filter(({ bytes, budget }) => bytes > budget);
    expectNone(tooLarge.map(describeSize), 'Larger than allowed:');
    return Promise.resolve();
  },
};
