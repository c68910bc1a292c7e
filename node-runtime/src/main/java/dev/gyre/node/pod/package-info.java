/**
 * A pod's specification turned into what a container runtime is asked for: environment looked up and expanded, resources
 * as cgroup values, security contexts merged, volumes as mounts. Pure: what other objects a pod needs is named first
 * ({@link dev.gyre.node.pod.NeededObjects}), fetched by the caller, and handed in.
 */
@NullMarked
package dev.gyre.node.pod;

import org.jspecify.annotations.NullMarked;
