/**
 * What a Deployment does: has one ReplicaSet for each version of its pod template and moves the pods from the old ones to
 * the newest, within {@code maxSurge} and {@code maxUnavailable}. A step is a function from the {@link
 * dev.gyre.actors.deployment.Fleet} that is to the fleet that should be; what differs between the two becomes commands.
 * {@link dev.gyre.actors.deployment.DeploymentReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.deployment;

import org.jspecify.annotations.NullMarked;
