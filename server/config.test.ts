import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('readConfig', () => {
  it('has defaults for everything; the demo goes with the default provisioning', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      provisioningDir: 'provisioning',
      dataDir: 'data',
      store: 'auto',
      storePort: 4318,
      storeGrpcPort: null,
      demo: true,
      allowedHosts: ['127.0.0.1'],
    });
    expect(readConfig({ PROVISIONING_DIR: '/etc/sightline' }).demo).toBe(false);
    expect(readConfig({ PROVISIONING_DIR: '/etc/sightline', DEMO: 'on' }).demo).toBe(true);
    expect(readConfig({ PORT: '' }).port).toBe(3000);
  });

  it('reads lengths of time, sizes and lists', () => {
    const env = {
      STORE_RETENTION: '6h',
      STORE_MAX_BYTES: '1.5GiB',
      ALLOWED_HOSTS: 'a.example, b.example:8080',
      HOST: '0.0.0.0',
    };
    expect(readConfig(env)).toMatchObject({
      storeRetentionMs: 21_600_000,
      storeMaxBytes: 1.5 * 2 ** 30,
      allowedHosts: ['a.example', 'b.example:8080'],
    });
  });

  it('gives provisioning files the port of the store, set or not', () => {
    expect(readConfig({ TOKEN: 't' }).provisioningEnv).toEqual({ TOKEN: 't', STORE_PORT: '4318' });
  });

  it('names every variable that is wrong, without its value', () => {
    const env = {
      PORT: '99999',
      STORE: 'maybe',
      STORE_RETENTION: 'long',
      STORE_MAX_BYTES: 'much',
      DATABASE_URL: 'postgres://u:hunter2@h/d',
    };
    const failure = () => readConfig(env);
    for (const name of Object.keys(env)) expect(failure).toThrow(new RegExp(`^${name}: `, 'm'));
    expect(failure).not.toThrow(/hunter2/);
  });
});
