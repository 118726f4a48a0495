import { catalog } from './catalog.ts'
import { errors } from './errors.ts'
import { reading } from './reading.ts'
import { shell } from './shell.ts'

export const zh = { catalog, errors, reading, shell }
