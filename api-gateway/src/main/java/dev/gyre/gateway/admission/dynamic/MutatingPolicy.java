package dev.gyre.gateway.admission.dynamic;

import dev.gyre.gateway.apply.Overlay;
import dev.gyre.gateway.cel.Expression;
import dev.gyre.gateway.cel.ExpressionException;
import dev.gyre.gateway.patch.JsonPatch;
import dev.gyre.gateway.patch.PatchException;
import dev.gyre.schemas.FieldSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A MutatingAdmissionPolicy: a policy whose rules change the object, each what those before it have made of it. */
record MutatingPolicy(Policy<MutatingPolicy.Mutation> policy, boolean isReinvocable) {

    static final String APPLY_CONFIGURATION = "ApplyConfiguration";
    static final String JSON_PATCH = "JSONPatch";

    static List<MutatingPolicy> of(ObjectNode policy) throws ExpressionException {
        boolean isReinvocable =
                policy.path("spec").path("reinvocationPolicy").asString("").equals("IfNeeded");
        return List.of(new MutatingPolicy(
                Policy.of(policy, Expressions.OF_MUTATIONS, "mutations", Mutation::of), isReinvocable));
    }

    /** A change of an object, as an expression. */
    sealed interface Mutation {

        Expression expression();

        /**
         * The object with the change; it is not changed itself.
         *
         * @param schema of the object; null where the registry has none
         * @throws ExpressionException where the change cannot be evaluated
         * @throws MutationException where it cannot be made
         */
        ObjectNode applyTo(ObjectNode object, @Nullable FieldSchema schema, Map<String, Object> values)
                throws ExpressionException, MutationException;

        private static Mutation of(JsonNode mutation) throws ExpressionException {
            return switch (mutation.path("patchType").asString("")) {
                case APPLY_CONFIGURATION ->
                    new Configuration(Expressions.OF_MUTATIONS.compileObject(mutation.path("applyConfiguration")
                            .path("expression")
                            .asString("")));
                case JSON_PATCH ->
                    new Patch(Expressions.OF_MUTATIONS.compilePatch(
                            mutation.path("jsonPatch").path("expression").asString("")));
                default -> throw new IllegalArgumentException("a mutation of no known type");
            };
        }
    }

    /** A part of an object, laid over it as server-side apply does. */
    record Configuration(Expression expression) implements Mutation {
        @Override
        public ObjectNode applyTo(ObjectNode object, @Nullable FieldSchema schema, Map<String, Object> values)
                throws ExpressionException, MutationException {
            ObjectNode part = expression.object(values);
            if (schema == null) {
                throw new MutationException("error applying patch: "
                        + object.path("kind").asString("") + " has no schema to merge by, use a JSONPatch");
            }
            try {
                return Overlay.of(object, part, schema);
            } catch (IllegalArgumentException e) {
                throw new MutationException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A JSON patch. */
    record Patch(Expression expression) implements Mutation {
        @Override
        public ObjectNode applyTo(ObjectNode object, @Nullable FieldSchema schema, Map<String, Object> values)
                throws ExpressionException, MutationException {
            try {
                return JsonPatch.apply(object.deepCopy(), expression.patch(values));
            } catch (PatchException e) {
                throw new MutationException("JSON Patch: " + e.getMessage());
            }
        }
    }

    /** The change does not fit the object. */
    static final class MutationException extends Exception {
        MutationException(String message) {
            super(message, null, false, false);
        }
    }
}
