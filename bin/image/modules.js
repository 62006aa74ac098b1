// What a program is made of: the modules that its entries import at start, and the packages of those.

import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'

/** Files of the checkout and folders of packages, relative to the root. */
export function modulesOf(root, entries) {
  const modules = new Set(entries)
  const packages = new Set()
  for (const module of modules)
    for (const specifier of specifiersIn(readFileSync(path.join(root, module), 'utf8'))) {
      if (specifier.startsWith('.'))
        modules.add(path.posix.join(path.posix.dirname(module), specifier))
      else if (!isBuiltin(specifier)) addPackage(root, nameOf(specifier), packages)
    }
  return [...modules, ...packages]
}

/** Of imports and re-exports at start; what is loaded later is an entry of its own. */
function specifiersIn(text) {
  const found = text.matchAll(
    /(?:^|[\n;}])\s*(?:import|(?:import|export)\b[^'"();]*?\bfrom)\s*['"]([^'"]+)['"]/g,
  )
  return [...found].map((match) => match[1])
}

function isBuiltin(specifier) {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}

function nameOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function addPackage(root, name, packages) {
  const folder = `node_modules/${name}`
  if (packages.has(folder)) return
  packages.add(folder)
  const description = path.join(root, folder, 'package.json')
  if (!existsSync(description)) throw new Error(`the package ${name} is not installed`)
  const { dependencies = {} } = JSON.parse(readFileSync(description, 'utf8'))
  for (const dependency of Object.keys(dependencies)) addPackage(root, dependency, packages)
}
