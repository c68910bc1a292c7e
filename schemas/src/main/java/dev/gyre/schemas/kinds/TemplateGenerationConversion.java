package dev.gyre.schemas.kinds;

import dev.gyre.schemas.ApiVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * DaemonSets of the version that counted the changes of their template in a field: {@code spec.templateGeneration} is kept as
 * an annotation, as Kubernetes keeps it, since the stored version has no such field.
 */
record TemplateGenerationConversion(ApiVersion.Conversion name) implements ApiVersion.Conversion {

    private static final String ANNOTATION = "deprecated.daemonset.template.generation";

    @Override
    public void toStorage(ObjectNode daemonSet) {
        name.toStorage(daemonSet);
        if (daemonSet.get("spec") instanceof ObjectNode spec) {
            JsonNode generation = spec.remove("templateGeneration");
            if (generation != null && generation.isIntegralNumber()) {
                daemonSet
                        .withObjectProperty("metadata")
                        .withObjectProperty("annotations")
                        .put(ANNOTATION, generation.asString());
            }
        }
    }

    @Override
    public void fromStorage(ObjectNode daemonSet) {
        name.fromStorage(daemonSet);
        if (daemonSet.path("metadata").get("annotations") instanceof ObjectNode annotations
                && annotations.path(ANNOTATION).asString("").matches("\\d{1,18}")) {
            long generation = Long.parseLong(annotations.remove(ANNOTATION).asString());
            daemonSet.withObjectProperty("spec").put("templateGeneration", generation);
        }
    }
}
