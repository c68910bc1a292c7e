package dev.gyre.gateway.storageclass;

import dev.gyre.gateway.rules.FieldErrors;
import dev.gyre.gateway.rules.FieldPath;
import dev.gyre.gateway.rules.KindRules;
import dev.gyre.gateway.rules.SameJson;
import dev.gyre.schemas.selection.LabelSyntax;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A class stays what it was when volumes were made of it; only whether they may grow can change. */
public final class StorageClassRules implements KindRules {

    @Override
    public void validate(ObjectNode storageClass, FieldErrors errors) {
        String provisioner = storageClass.path("provisioner").asString("");
        FieldPath path = FieldPath.of("provisioner");
        if (provisioner.isEmpty()) {
            errors.required(path, "");
        } else {
            String fault = LabelSyntax.keyProblem(provisioner.toLowerCase(Locale.ROOT));
            if (fault != null) {
                errors.invalid(path, provisioner, fault);
            }
        }
        for (var parameter : storageClass.path("parameters").properties()) {
            if (parameter.getKey().isEmpty()) {
                errors.invalid(FieldPath.of("parameters"), "", "field can not be empty.");
            }
        }
        oneOf(storageClass, "reclaimPolicy", List.of("Delete", "Retain"), errors);
        oneOf(storageClass, "volumeBindingMode", List.of("Immediate", "WaitForFirstConsumer"), errors);
    }

    private static void oneOf(ObjectNode storageClass, String field, List<String> words, FieldErrors errors) {
        String word = storageClass.path(field).asString("");
        if (!words.contains(word)) {
            errors.notSupported(FieldPath.of(field), word, words);
        }
    }

    @Override
    public void validateUpdate(ObjectNode storageClass, ObjectNode old, FieldErrors errors) {
        for (String field : List.of("parameters", "provisioner", "reclaimPolicy")) {
            if (!SameJson.same(storageClass.get(field), old.get(field))) {
                errors.forbidden(FieldPath.of(field), "updates to " + field + " are forbidden.");
            }
        }
        JsonNode mode = storageClass.path("volumeBindingMode");
        if (!SameJson.same(mode, old.get("volumeBindingMode"))) {
            errors.invalid(FieldPath.of("volumeBindingMode"), mode, "field is immutable");
        }
    }
}
