import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tests/support/longest-first.ts'

const root = import.meta.dirname

export default defineConfig({
  // The same as "imports" in package.json, which Vite's own resolver reads only in part.
  resolve: {
    alias: [
      { find: /^#tests\/(.+)$/, replacement: `${root}/tests/support/$1` },
      { find: /^#(.+\.ts)$/, replacement: `${root}/src/$1` },
      { find: /^#([a-z]+)$/, replacement: `${root}/src/$1/index.ts` },
    ],
  },
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/setup.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{src,simulators,tests}/**/*.test.{ts,tsx}'] },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/*.e2e.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
