/**
 * What the gateway asks of kubelets on behalf of users: today the logs of containers. The gateway shows its own client
 * certificate and checks that the kubelet's is of the cluster's authority; who may ask was decided before.
 */
@NullMarked
package dev.gyre.gateway.kubelet;

import org.jspecify.annotations.NullMarked;
