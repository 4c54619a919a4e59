// The page's half of `tickwire dev`: asks every so often whether the page is still the newest, and what is wrong with the game.
// Its own address names the version that it came with. Served beside the page, never part of a game.

const ASK_MS = 300

const version = new URL(import.meta.url).search.slice(1)
const host = document.createElement('div')
const root = host.attachShadow({ mode: 'open' })
let shown = '[]'

root.innerHTML = `
  <style>
    section { position: fixed; inset: auto 0 0; max-height: 70vh; overflow: auto; z-index: 2147483647; padding: 16px 20px;
      background: #1b1116f5; color: #f3e9ec; border-top: 3px solid #e5484d; font: 13px/1.5 ui-monospace, monospace; }
    h1 { margin: 0 0 8px; font: 600 14px/1.5 system-ui, sans-serif; color: #ff9a9d; }
    pre { margin: 0 0 12px; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
    button { float: right; border: 1px solid #5c3a40; border-radius: 6px; padding: 4px 10px; background: none; color: inherit;
      font: 13px system-ui, sans-serif; cursor: pointer; }
  </style>
  <section role="alert"><button type="button">Put away</button><h1></h1><div></div></section>`
root.querySelector('button').addEventListener('click', () => host.remove())

function show(problems) {
  const text = JSON.stringify(problems)
  if (text === shown) return
  shown = text
  host.remove()
  if (problems.length === 0) return
  root.querySelector('h1').textContent = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  root.querySelector('div').replaceChildren(
    ...problems.map((problem) => {
      const pre = document.createElement('pre')
      pre.textContent = problem.text
      return pre
    }),
  )
  document.body.append(host)
}

async function ask() {
  try {
    const state = await (await fetch('tickwire-dev.json')).json()
    if (state.version !== version) location.reload()
    else show(state.problems)
  } catch {
    // The server is being started anew.
  }
  setTimeout(ask, ASK_MS)
}

ask()
