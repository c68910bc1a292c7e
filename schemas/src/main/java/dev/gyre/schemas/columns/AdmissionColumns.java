package dev.gyre.schemas.columns;

import dev.gyre.schemas.Column;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of what has a say in writes: webhooks and policies. */
public final class AdmissionColumns {

    private static final String UNSET = "<unset>";

    private AdmissionColumns() {}

    public static List<Column> ofWebhooks() {
        return List.of(
                Columns.name(),
                Columns.number(
                        "Webhooks",
                        "How many there are.",
                        o -> o.path("webhooks").size()),
                Columns.age());
    }

    public static List<Column> ofPolicies() {
        return ofPolicies("Validations", "validations");
    }

    public static List<Column> ofMutatingPolicies() {
        return ofPolicies("Mutations", "mutations");
    }

    private static List<Column> ofPolicies(String name, String rules) {
        return List.of(
                Columns.name(),
                Columns.number(
                        name,
                        "How many there are.",
                        o -> o.path("spec").path(rules).size()),
                Columns.text("ParamKind", "What its parameters are.", AdmissionColumns::paramKind),
                Columns.age());
    }

    public static List<Column> ofPolicyBindings() {
        return List.of(
                Columns.name(),
                Columns.text(
                        "PolicyName",
                        "Which policy.",
                        o -> o.path("spec").path("policyName").asString("")),
                Columns.text("ParamRef", "With which parameters.", AdmissionColumns::paramRef),
                Columns.age());
    }

    private static String paramKind(ObjectNode policy) {
        JsonNode kind = policy.path("spec").path("paramKind");
        return kind.isObject()
                ? kind.path("apiVersion").asString("") + "/" + kind.path("kind").asString("")
                : UNSET;
    }

    private static String paramRef(ObjectNode binding) {
        JsonNode ref = binding.path("spec").path("paramRef");
        if (!ref.isObject()) {
            return UNSET;
        }
        String namespace = ref.path("namespace").asString("");
        String name = ref.path("name").asString("");
        if (name.isEmpty()) {
            return namespace.isEmpty() ? "*" : namespace + "/*";
        }
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
