import { custom } from '../../../validation/index.ts'

/** A step of a task, as a client writes it: the key that says what it does, and further keys. */
export interface TaskStep { [key: string]: unknown }

/** What the server calls a step with a key, and the class by which the metadata of a transition names it. */
interface StepKind { key: string, kind: string, type: string }

const stepKinds: readonly StepKind[] = [
  { key: 'prompt', kind: 'prompt', type: 'PromptStep' },
  { key: 'tool', kind: 'tool_call', type: 'ToolCallStep' },
  { key: 'evaluate', kind: 'evaluate', type: 'EvaluateStep' },
  { key: 'get', kind: 'get', type: 'GetStep' },
  { key: 'set', kind: 'set', type: 'SetStep' },
  { key: 'log', kind: 'log', type: 'LogStep' },
  { key: 'workflow', kind: 'yield', type: 'YieldStep' },
  { key: 'return', kind: 'return', type: 'ReturnStep' },
  { key: 'sleep', kind: 'sleep', type: 'SleepStep' },
  { key: 'error', kind: 'error', type: 'ErrorWorkflowStep' },
  { key: 'wait_for_input', kind: 'wait_for_input', type: 'WaitForInputStep' },
  { key: 'if', kind: 'if_else', type: 'IfElseWorkflowStep' },
  { key: 'switch', kind: 'switch', type: 'SwitchStep' },
  { key: 'foreach', kind: 'foreach', type: 'ForeachStep' },
  { key: 'parallel', kind: 'parallel', type: 'ParallelStep' },
  { key: 'over', kind: 'map_reduce', type: 'MapReduceStep' }
]

export const StepSchema = custom<TaskStep>({ type: 'object', additionalProperties: true },
  value => typeof value === 'object' && value !== null && seekKind(value) !== undefined, 'must be a step of a known kind')

/** What a step does. */
export function kindOf (step: TaskStep): StepKind {
  // the schema accepts only steps of a known kind
  return seekKind(step)!
}

function seekKind (step: object): StepKind | undefined {
  return stepKinds.find(({ key }) => Object.hasOwn(step, key))
}

export function labelOf ({ label }: TaskStep): string | null {
  return typeof label === 'string' ? label : null
}

/**
 * What a step yields if no lifecycle says so: for a prompt the completion of a model, for `return` and `evaluate` their keys with
 * a completion for each expression; undefined for all others. `toText` completes a prompt.
 */
export function outputOf (step: TaskStep, toText: () => string): unknown {
  switch (kindOf(step).key) {
    case 'prompt': return step.unwrap === true ? toText() : { choices: [{ message: { role: 'assistant', content: toText() } }] }
    case 'return': return evaluate(step.return, toText)
    case 'evaluate': return evaluate(step.evaluate, toText)
    default: return undefined
  }
}

/** A value with each expression (`$ …`) replaced by a text. Expressions are not evaluated. */
function evaluate (value: unknown, toText: () => string): unknown {
  if (typeof value === 'string') return /^\$ /.test(value) ? toText() : value
  if (Array.isArray(value)) return value.map(item => evaluate(item, toText))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluate(item, toText)]))
}
