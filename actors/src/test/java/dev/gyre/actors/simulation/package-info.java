/**
 * Reconcilers in a small world of one thread: a store with just enough of the API's rules, kubelets that do as the dice
 * say, and a log of what was written. The same seed gives the same run.
 */
package dev.gyre.actors.simulation;
