import { type ImportDeclarationStructure, type StatementStructures, StructureKind } from 'ts-morph'

import { compareByCodeUnit } from '../load/code-unit-order.js'
import type { Reference } from '../model/model.js'
import {
  moduleOfType,
  moduleOfValue,
  type RuntimeType,
  type RuntimeValue,
} from '../model/runtime-symbols.js'

/** A file in the making: its statements, and the imports that they turned out to need. */
export class GeneratedFile {
  /** The NSID of the document that it is made from. */
  readonly nsid: string
  private readonly statements: StatementStructures[] = []
  private readonly named = new Map<string, Set<string>>()
  private readonly namespaces = new Map<string, { name: string; typeOnly: boolean }>()

  constructor(nsid: string) {
    this.nsid = nsid
  }

  add(...statements: readonly StatementStructures[]): void {
    this.statements.push(...statements)
  }

  /** A value of the runtime, imported. */
  value(name: RuntimeValue): string {
    return this.importNamed(moduleOfValue(name), name, name)
  }

  /** A type of the runtime, imported. */
  type(name: RuntimeType): string {
    return this.importNamed(moduleOfType(name), `type ${name}`, name)
  }

  private importNamed(module: string, specifier: string, name: string): string {
    const specifiers = this.named.get(module) ?? new Set()
    this.named.set(module, specifiers.add(specifier))
    return name
  }

  /** A type of this document or of another one, imported. */
  typeOf(reference: Reference): string {
    return this.foreign(reference, reference.name, true)
  }

  /** A function of this document or of another one, imported. */
  functionOf(reference: Reference, name: string): string {
    return this.foreign(reference, name, false)
  }

  private foreign({ nsid, module, namespace }: Reference, name: string, typeOnly: boolean): string {
    if (nsid === this.nsid) return name
    const known = this.namespaces.get(`./${module}.js`)
    const stillTypeOnly = typeOnly && (known?.typeOnly ?? true)
    this.namespaces.set(`./${module}.js`, { name: namespace, typeOnly: stillTypeOnly })
    return `${namespace}.${name}`
  }

  /** The whole file: imports sorted by module, then the statements. */
  structures(): StatementStructures[] {
    const imports: ImportDeclarationStructure[] = [
      ...[...this.namespaces].map(([moduleSpecifier, { name, typeOnly }]) => ({
        kind: StructureKind.ImportDeclaration as const,
        moduleSpecifier,
        namespaceImport: name,
        isTypeOnly: typeOnly,
      })),
      ...[...this.named].map(([moduleSpecifier, specifiers]) =>
        namedImport(moduleSpecifier, specifiers),
      ),
    ]
    imports.sort((a, b) => compareByCodeUnit(a.moduleSpecifier, b.moduleSpecifier))
    return [...imports, ...spaced(this.statements)]
  }
}

/** An empty line before each statement, but none between tables of property names. */
function spaced(statements: readonly StatementStructures[]): StatementStructures[] {
  return statements.map((statement, index) =>
    isTable(statement) && isTable(statements[index - 1])
      ? statement
      : { ...statement, leadingTrivia: '\n' },
  )
}

function isTable(statement: StatementStructures | undefined): boolean {
  return statement?.kind === StructureKind.VariableStatement && statement.isExported === false
}

function namedImport(
  moduleSpecifier: string,
  specifiers: ReadonlySet<string>,
): ImportDeclarationStructure {
  const sorted = [...specifiers].toSorted((a, b) => compareByCodeUnit(bare(a), bare(b)))
  const isTypeOnly = sorted.every((specifier) => specifier !== bare(specifier))
  return {
    kind: StructureKind.ImportDeclaration,
    moduleSpecifier,
    isTypeOnly,
    namedImports: isTypeOnly ? sorted.map(bare) : sorted,
  }
}

function bare(specifier: string): string {
  return specifier.replace(/^type /, '')
}
