import { isAbstractType, Kind, type DirectiveNode, type DocumentNode, type FragmentDefinitionNode, type GraphQLObjectType, type GraphQLSchema, type SelectionSetNode } from 'graphql'

/** A key of a response: its field, and what the document selects of that field, in one place or in several. */
export interface Selected {
  name: string
  selections: SelectionSetNode[]
  /** A variable decides whether it is there. */
  optional: boolean
}

/** The keys that an object of a type must have, by the selections that meet in it. */
export function collectFields (schema: GraphQLSchema, document: DocumentNode, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, Selected> {
  const selected = new Map<string, Selected>()
  for (const set of sets) collect(set, false)
  return selected

  function collect (set: SelectionSetNode, within: boolean): void {
    for (const selection of set.selections) {
      const presence = presenceOf(selection.directives)
      if (presence === 'never') continue
      const optional = within || presence === 'perhaps'
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const before = selected.get(key)
        selected.set(key, {
          name: selection.name.value,
          selections: [...before?.selections ?? [], ...selection.selectionSet === undefined ? [] : [selection.selectionSet]],
          optional: optional && (before?.optional ?? true)
        })
      } else {
        const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentOf(document, selection.name.value)
        if (appliesTo(fragment.typeCondition?.name.value)) collect(fragment.selectionSet, optional)
      }
    }
  }

  function appliesTo (condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true
    const wider = schema.getType(condition)
    return isAbstractType(wider) && schema.isSubType(wider, type)
  }
}

function fragmentOf (document: DocumentNode, name: string): FragmentDefinitionNode {
  return document.definitions.find(definition => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) as FragmentDefinitionNode
}

/** By `@skip` and `@include`. What variables held is not known here. */
function presenceOf (directives: readonly DirectiveNode[] = []): 'always' | 'never' | 'perhaps' {
  let presence: 'always' | 'perhaps' = 'always'
  for (const { name, arguments: [argument] = [] } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue
    if (argument?.value.kind !== Kind.BOOLEAN) presence = 'perhaps'
    else if (argument.value.value === (name.value === 'skip')) return 'never'
  }
  return presence
}
