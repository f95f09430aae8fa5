import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const root = new URL('../../', import.meta.url);

test('the tests run on the Node version that the action runs on', () => {
  const major = readFileSync(new URL('.node-version', root), 'utf8').trim();
  const action = readFileSync(new URL('action.yml', root), 'utf8');
  expect(action).toMatch(new RegExp(`^  using: '?node${major}'?$`, 'm'));
  // Runners and npm with ignore-scripts fall back to the first node in PATH without a word.
  expect(process.version).toMatch(new RegExp(`^v${major}\\.`));
});
