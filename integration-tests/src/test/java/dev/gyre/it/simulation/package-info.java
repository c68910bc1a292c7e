/**
 * The whole plane on one thread, from one seed: gateways, relays, controllers, scheduler and kubelets, each the real code,
 * with store, log and runtime in memory. {@link dev.gyre.it.simulation.Simulation} is time and chance; a {@link
 * dev.gyre.it.simulation.SimulatedProcess} is what can be paused and killed; whatever crosses from one process to another
 * takes a while of the seed's choosing, and may be lost, late or repeated. A user does the main job meanwhile, and after
 * every step named invariants are held against a ledger of what was committed. A seed that fails once is kept.
 */
package dev.gyre.it.simulation;
