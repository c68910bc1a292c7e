package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deployments of the versions that could be rolled back by a field: {@code spec.rollbackTo} is kept as an annotation, as
 * Kubernetes keeps it, since the stored version has no such field.
 */
record RollbackConversion(ApiVersion.Conversion name) implements ApiVersion.Conversion {

    static final String ANNOTATION = "deprecated.deployment.rollback.revision";

    @Override
    public void toStorage(ObjectNode deployment) {
        name.toStorage(deployment);
        if (deployment.get("spec") instanceof ObjectNode spec && spec.remove("rollbackTo") instanceof ObjectNode to) {
            ObjectNode metadata = child(deployment, "metadata");
            child(metadata, "annotations").put(ANNOTATION, to.path("revision").asString("0"));
        }
    }

    @Override
    public void fromStorage(ObjectNode deployment) {
        name.fromStorage(deployment);
        if (deployment.path("metadata").get("annotations") instanceof ObjectNode annotations) {
            JsonNode revision = annotations.remove(ANNOTATION);
            if (revision != null && revision.asString("").matches("\\d{1,18}")) {
                child(child(deployment, "spec"), "rollbackTo").put("revision", Long.parseLong(revision.asString()));
            }
        }
    }

    private static ObjectNode child(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode present ? present : parent.putObject(field);
    }
}
