/** The workflows of docs/recipes, as they stand there, in the network of a company. */
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import {
  alpha,
  beta,
  closeNetwork,
  companyCa,
  expectFailure,
  forbidden,
  near,
  network,
  own,
  run,
  shown,
  succeeded,
  there,
} from './corporate/company.ts';
import { account, ports } from './corporate/settings.ts';
import type { Room } from './harness.ts';
import { type RecipeStep, recipeSteps } from './recipe.ts';

const { user, password } = account;

afterAll(closeNetwork);

const secrets = {
  '${{ secrets.GOPROXY_USER }}': user,
  '${{ secrets.GOPROXY_TOKEN }}': password,
};
/** What Go's default is elsewhere. */
const byDefault = { '\ndefault': `\nhttps://${near}/open` };

there('private-module-server.md', async () => {
  const places = { ...secrets, ...byDefault, 'goproxy.corp.example': shown };
  const steps = await recipeSteps('private-module-server.md', places);
  expect(steps).toHaveLength(3);
  const finish = async ({ env, inputs }: RecipeStep) => {
    const requires = [alpha, beta, own];
    const given = { ...inputs, 'ca-certificates': companyCa };
    const outcome = await run({ env, inputs: given, requires });
    expect(outcome).toMatchObject(succeeded);
    return outcome.exported;
  };
  const [basic, bearer, everything] = steps as [RecipeStep, RecipeStep, RecipeStep];
  const limited = {
    GOPROXY: `https://${near}/open`,
    GOPRIVATE: 'corp.example',
    GOVCS: 'corp.example:off',
  };
  expect(await finish(basic)).toMatchObject(limited);
  expect(await finish(bearer)).toMatchObject(limited);
  const requests = (await (await network()).requests()).join('\n');
  expect(requests).toMatch(/^200 \/go\/corp\.example\/lib\/.*\.zip$/m);
  expect(requests).toMatch(/^200 \/token\/corp\.example\/lib\/.*\.zip$/m);
  expect(requests).not.toMatch(/\/open\/corp\.example|\/go\/example\.com/);
  expect(await finish(everything)).toEqual({});
});

there('gatekeeper.md', async () => {
  const places = { ...secrets, 'goproxy.corp.example': `${near}/gate` };
  const [step, ...others] = await recipeSteps('gatekeeper.md', places);
  expect(others).toEqual([]);
  const inputs = { ...step?.inputs, 'ca-certificates': companyCa };
  expect(await run({ inputs })).toMatchObject({ ...succeeded, exported: {} });
  // What the page says of private modules: nothing but the gatekeeper is there to have them from.
  const env = { GOPRIVATE: 'example.com', GONOPROXY: 'none' };
  expect(await run({ inputs, env })).toMatchObject({ ...succeeded, exported: {} });
  const refused = await run({ inputs, requires: [alpha, forbidden] });
  expectFailure(refused, 'http-auth', /403/, /example\.com\/forbidden/);
});

there('bad-network.md', async () => {
  const places = {
    ...byDefault,
    'nearby-mirror.example': 'localhost:1',
    'another-mirror.example/goproxy': `${near}/open`,
    '/var/cache/go-modules': join((await network()).directory, 'cache'),
  };
  const steps = await recipeSteps('bad-network.md', places);
  expect(steps).toHaveLength(3);
  const [far, , kept] = steps as [RecipeStep, RecipeStep, RecipeStep];
  const trusting = { 'ca-certificates': companyCa };
  const survived = await run({ inputs: { ...far.inputs, ...trusting, retries: '8' } });
  expect(survived).toMatchObject(succeeded);
  expect(survived.exported['GOPROXY']).toBe(`https://${near}/open`);
  const mirrors = `https://${near}/open`;
  expect(await run({ inputs: { ...kept.inputs, ...trusting, mirrors } })).toMatchObject(succeeded);
  const again = await run({ inputs: { ...kept.inputs, mirrors: 'https://localhost:1' } });
  expect(again).toMatchObject({ exitCode: 0, outputs: { 'cache-hit': 'true', attempts: '0' } });
});

there('forward-proxy.md', async () => {
  const steps = await recipeSteps('forward-proxy.md', {
    'http://proxy.corp.example:3128': `http://proxy.test:${ports.openSquid}`,
    '${{ secrets.PROXY_USER }}': user,
    '${{ secrets.PROXY_PASSWORD }}': password,
    'proxy.corp.example': 'proxy.test',
  });
  expect(steps).toHaveLength(3);
  for (const { env, inputs } of steps) {
    const outcome = await run({ env, inputs: { ...inputs, 'ca-certificates': companyCa } });
    expect(outcome).toMatchObject(succeeded);
  }
});

there('intercepting-proxy.md', async () => {
  const certificate = (await network()).inspectorsCertificate;
  const steps = await recipeSteps('intercepting-proxy.md', {
    '${{ vars.CORP_CA }}': await readFile(certificate, 'utf8'),
  });
  expect(steps).toHaveLength(2);
  const before = async ({ project }: Room) => {
    await mkdir(join(project, '.github'));
    await cp(certificate, join(project, '.github', 'corp-ca.pem'));
  };
  const env = { HTTPS_PROXY: `http://proxy.test:${ports.mitm}` };
  for (const { inputs } of steps) {
    expect(await run({ env, inputs, before })).toMatchObject(succeeded);
  }
});
