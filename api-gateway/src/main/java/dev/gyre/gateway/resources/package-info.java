/**
 * The request pipeline for resources, after authentication and authorization. {@link
 * dev.gyre.gateway.resources.ResourceHandler} routes a request to its verb: reads and watches come from the cache's
 * snapshots, and every write is one loop ({@link dev.gyre.gateway.resources.ReadModifyWrite}): the object as the cache has it,
 * a pure step to the object as it shall be, one transaction that holds only if nothing came between. What a kind allows is
 * asked of its {@link dev.gyre.gateway.rules.KindRules}; time, chance and timers are ports.
 */
@NullMarked
package dev.gyre.gateway.resources;

import org.jspecify.annotations.NullMarked;
