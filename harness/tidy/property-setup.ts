// Every property draws the same cases in every run; `npm run soak` asks for more and other ones.

import { configureGlobal } from 'fast-check'

const cases = process.env['FROSTPROOF_CASES']
const seed = Number(process.env['FROSTPROOF_SEED'] ?? 1)

configureGlobal(cases === undefined ? { seed } : { seed, numRuns: Number(cases) })
