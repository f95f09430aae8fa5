import { expect, test } from '@jest/globals';
import { complaintsIn, remarksIn } from '../../src/cache-service/client-output.ts';

const output = [
  '::debug::Resolved Keys:',
  'Cache hit for: k',
  '::warning::Failed to restore: tar%0Afailed',
  '::error title=x,line=1::Failed: 100%25',
  '::warning::Failed to restore: tar%0Afailed',
  '',
].join('\n');

test('complaints are warnings and errors, each once, as they were meant', () => {
  expect(complaintsIn(output)).toEqual(['Failed to restore: tar\nfailed', 'Failed: 100%']);
});

test('remarks are the lines that are no commands', () => {
  expect(remarksIn(output)).toEqual(['Cache hit for: k']);
});
