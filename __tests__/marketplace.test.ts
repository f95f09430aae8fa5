import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const action = readFileSync(new URL('action.yml', root), 'utf8');
const manifest: { readonly name: string; readonly description: string } = JSON.parse(
  readFileSync(new URL('package.json', root), 'utf8'),
);

/** A line of action.yml that belongs to the action itself. Colour and icon are for the schema check to judge. */
function topLevel(key: string): string | undefined {
  return action.match(new RegExp(`^${key}: (.*)$`, 'm'))?.[1];
}

describe('action.yml, for the Marketplace', () => {
  // The form for publishing says so only after the tag has been made.
  test('has a description of less than 125 characters', () => {
    expect(topLevel('description')?.length).toBeLessThan(125);
  });

  test('has the name and the description of package.json', () => {
    expect({ name: topLevel('name'), description: topLevel('description') }).toEqual({
      name: manifest.name,
      description: manifest.description,
    });
  });
});
