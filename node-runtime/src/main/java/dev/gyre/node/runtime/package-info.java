/**
 * The port to whatever runs containers. A pod is a sandbox (one container that holds its namespaces) and containers that
 * join it; each is named by pod uid, name and attempt, and the runtime's refusal to give one name twice is the fence
 * against two agents, or one agent twice. Docker and a simulation stand behind it, held by one contract suite.
 */
@NullMarked
package dev.gyre.node.runtime;

import org.jspecify.annotations.NullMarked;
