package dev.gyre.node.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container, as the runtime is asked for it: everything the pod's specification leaves to be looked up has been looked
 * up. Environment values may be secret, so {@link #toString} leaves them out.
 */
public record ContainerSpec(
        PodIdentity pod,
        String sandboxId,
        String name,
        int attempt,
        String hash,
        String image,
        List<String> command,
        List<String> args,
        List<String> environment,
        String workingDir,
        List<Mount> mounts,
        Limits limits,
        Privileges privileges,
        PidNamespace processes,
        boolean hasStdin,
        boolean isStdinOnce,
        boolean hasTty) {

    /** A directory or file of the node inside the container. */
    public record Mount(String source, String target, boolean isReadOnly, String propagation) {}

    /** Cgroup values; 0 means none. */
    public record Limits(int cpuShares, long cpuQuotaMicros, long memoryBytes, int oomScoreAdjustment) {
        public static final Limits NONE = new Limits(2, 0, 0, 1000);
    }

    /**
     * Whose processes it sees.
     *
     * @param containerId of the container whose namespace it joins; empty for none
     */
    public record PidNamespace(boolean isHost, String containerId) {
        public static final PidNamespace OWN = new PidNamespace(false, "");
        public static final PidNamespace HOST = new PidNamespace(true, "");

        public static PidNamespace of(String containerId) {
            return new PidNamespace(false, containerId);
        }
    }

    /** @param user {@code uid[:gid]}, null for the image's own */
    public record Privileges(
            @Nullable String user,
            List<String> supplementalGroups,
            boolean isPrivileged,
            boolean isRootReadOnly,
            boolean mayGainPrivileges,
            List<String> addedCapabilities,
            List<String> droppedCapabilities,
            String seccompProfile) {
        public static final Privileges USUAL =
                new Privileges(null, List.of(), false, false, true, List.of(), List.of(), "");
    }

    @Override
    public String toString() {
        return "ContainerSpec[" + pod + ", " + name + ", attempt " + attempt + ", " + image + "]";
    }
}
