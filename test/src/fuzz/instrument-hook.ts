// A module hook of Node: before one of our compiled files is loaded, every branch in it is made to report itself with a
// number of its own (`hit(n)`). Runs in Node's thread for hooks; `coverage` registers it and defines `hit`.

import ts from 'typescript'

interface Loaded {
  readonly format: string
  readonly source?: string | Uint8Array
}

type NextLoad = (url: string, context: object) => Promise<Loaded>

interface Insertion {
  readonly at: number
  readonly text: string
  readonly closes: boolean
}

/** What reads foreign bytes, and what stands behind it. */
const INSTRUMENTED = /\/(server|protocol)\/dist\/.*\.js$/

let branches = 0

export async function load(url: string, context: object, nextLoad: NextLoad): Promise<Loaded> {
  const loaded = await nextLoad(url, context)
  if (!INSTRUMENTED.test(url)) return loaded
  return { ...loaded, source: instrumented(Buffer.from(loaded.source ?? '').toString()) }
}

export function instrumented(source: string): string {
  const file = ts.createSourceFile('x.js', source, ts.ScriptTarget.Latest, true)
  const insertions: Insertion[] = []
  const insert = (at: number, text: string, closes = false) => insertions.push({ at, text, closes })
  const wrap = (node: ts.Node, open: string, close: string) => {
    insert(node.getStart(), `${open[0]}hit(${++branches})${open.slice(1)}`)
    visit(node)
    insert(node.end, close, true)
  }
  const expression = (node: ts.Node) => wrap(node, '(,', ')')
  const statement = (node: ts.Node) => (ts.isBlock(node) ? visit(node) : wrap(node, '{;', '}'))

  function visit(node: ts.Node): void {
    if (ts.isBlock(node)) insert(node.getStart() + 1, `hit(${++branches});`)
    ts.forEachChild(node, (child) => {
      if (isBranchStatement(node, child)) statement(child)
      else if (isBranchExpression(node, child)) expression(child)
      else visit(child)
    })
    if ((ts.isCaseClause(node) || ts.isDefaultClause(node)) && node.statements[0] !== undefined) {
      insert(node.statements[0].getStart(), `hit(${++branches});`)
    }
  }
  visit(file)
  return applied(source, insertions)
}

function isBranchStatement(parent: ts.Node, child: ts.Node): boolean {
  if (ts.isIfStatement(parent)) return child === parent.thenStatement || child === parent.elseStatement
  return ts.isIterationStatement(parent, false) && child === parent.statement
}

function isBranchExpression(parent: ts.Node, child: ts.Node): boolean {
  if (ts.isConditionalExpression(parent)) return child === parent.whenTrue || child === parent.whenFalse
  if (ts.isArrowFunction(parent)) return child === parent.body && !ts.isBlock(child)
  const { BarBarToken, AmpersandAmpersandToken, QuestionQuestionToken } = ts.SyntaxKind
  const forks: readonly ts.SyntaxKind[] = [BarBarToken, AmpersandAmpersandToken, QuestionQuestionToken]
  return ts.isBinaryExpression(parent) && child === parent.right && forks.includes(parent.operatorToken.kind)
}

/** What ends at a place goes before what begins there; outer things begin first, inner ones end first. */
function applied(source: string, insertions: Insertion[]): string {
  insertions.sort((a, b) => a.at - b.at || Number(b.closes) - Number(a.closes))
  let text = ''
  let from = 0
  for (const insertion of insertions) {
    text += source.slice(from, insertion.at) + insertion.text
    from = insertion.at
  }
  return text + source.slice(from)
}
