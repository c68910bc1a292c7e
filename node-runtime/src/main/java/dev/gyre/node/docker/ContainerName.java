package dev.gyre.node.docker;

import dev.gyre.node.runtime.PodIdentity;

/**
 * The name of a container: pod uid, container and attempt make it unique, the rest is for people. Whoever is first gets
 * it, and the daemon refuses it to everybody else.
 */
final class ContainerName {
    /** Stands in the place of a container's name for the sandbox; no container of a pod can be called so. */
    static final String SANDBOX = "POD";

    private ContainerName() {}

    static String of(PodIdentity pod, String container, int attempt) {
        return String.join("_", "gyre", container, pod.name(), pod.namespace(), pod.uid(), Integer.toString(attempt));
    }
}
