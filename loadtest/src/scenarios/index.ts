// All scenarios, by name.

import { churn } from './churn.js'
import { crowd } from './crowd.js'
import { joinStorm } from './join-storm.js'
import { movement } from './movement.js'
import { roam } from './roam.js'
import { rpc } from './rpc.js'
import type { Scenario } from './scenario.js'
import { slowConsumers } from './slow-consumers.js'
import { soak } from './soak.js'

export const SCENARIOS: ReadonlyMap<string, Scenario> = new Map(
  [movement, crowd, roam, rpc, joinStorm, slowConsumers, churn, soak].map((scenario) => [scenario.name, scenario]),
)
