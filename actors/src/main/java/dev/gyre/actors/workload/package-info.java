/**
 * The words that the controllers of workloads share: which objects a {@link dev.gyre.actors.workload.Selector} means, which
 * of them a controller may {@link dev.gyre.actors.workload.Claim claim}, what state a {@link
 * dev.gyre.actors.workload.PodState pod} is in, how children are named and how conditions change. All of it is pure.
 */
@NullMarked
package dev.gyre.actors.workload;

import org.jspecify.annotations.NullMarked;
