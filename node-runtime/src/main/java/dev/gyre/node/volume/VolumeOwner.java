package dev.gyre.node.volume;

import dev.gyre.schemas.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Who may read what the API's volumes show. The pod's {@code fsGroup} may read everything. A token is for one user alone
 * where all containers run as the same one, or for the group alone; where neither is said, the volume's mode holds.
 *
 * @param user -1 where containers differ, or say nothing
 * @param group -1 where the pod has no {@code fsGroup}
 */
record VolumeOwner(long user, long group) {
    private static final int OWNER_ONLY = 0600;
    private static final int GROUP_READS = 0440;
    private static final int GROUP_ENTERS = 0550;

    static VolumeOwner of(Resource pod) {
        JsonNode spec = pod.json().path("spec");
        JsonNode ofPod = spec.path("securityContext");
        Set<Long> users = new HashSet<>();
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            for (JsonNode container : spec.path(list)) {
                JsonNode own = container.path("securityContext").path("runAsUser");
                users.add(own.asLong(ofPod.path("runAsUser").asLong(-1)));
            }
        }
        return new VolumeOwner(
                users.size() == 1 ? users.iterator().next() : -1,
                ofPod.path("fsGroup").asLong(-1));
    }

    int tokenMode(int volumeMode) {
        return user >= 0 || group >= 0 ? OWNER_ONLY : volumeMode;
    }

    int fileMode(int mode) {
        return group >= 0 ? mode | GROUP_READS : mode;
    }

    int directoryMode(int mode) {
        return group >= 0 ? mode | GROUP_ENTERS : mode;
    }
}
