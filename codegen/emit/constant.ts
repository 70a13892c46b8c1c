import { StructureKind, VariableDeclarationKind, type VariableStatementStructure } from 'ts-morph'

/** What a `const` declaration says. */
export interface Constant {
  readonly name: string
  readonly type?: string
  readonly initializer: string
  readonly isExported: boolean
  readonly docs?: string[]
}

/** The statement of a `const` declaration. */
export function constant({
  name,
  type,
  initializer,
  isExported,
  docs = [],
}: Constant): VariableStatementStructure {
  return {
    kind: StructureKind.VariableStatement,
    declarationKind: VariableDeclarationKind.Const,
    isExported,
    docs,
    declarations: [{ name, initializer, ...(type !== undefined && { type }) }],
  }
}
