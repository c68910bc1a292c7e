package dev.gyre.node.volume;

import dev.gyre.node.pod.ConfigErrorException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The types of volumes that this node knows. */
enum VolumeType {
    EMPTY_DIR("emptyDir", false),
    HOST_PATH("hostPath", false),
    CONFIG_MAP("configMap", true),
    SECRET("secret", true),
    DOWNWARD_API("downwardAPI", true),
    PROJECTED("projected", true),
    CLAIM("persistentVolumeClaim", false),
    EPHEMERAL("ephemeral", false);

    private final String field;
    private final boolean isReadOnly;

    VolumeType(String field, boolean isReadOnly) {
        this.field = field;
        this.isReadOnly = isReadOnly;
    }

    /** Whether containers may never write to it: what is brought up to date from the API would overwrite them. */
    boolean isReadOnly() {
        return isReadOnly;
    }

    static VolumeType of(JsonNode volume) {
        for (VolumeType type : values()) {
            if (volume.path(type.field).isObject()) {
                return type;
            }
        }
        String found = volume.properties().stream()
                .map(Map.Entry::getKey)
                .filter(field -> !field.equals("name"))
                .findFirst()
                .orElse("none");
        throw new ConfigErrorException(
                "no volume plugin matched: the type " + found + " is not supported on this node");
    }
}
