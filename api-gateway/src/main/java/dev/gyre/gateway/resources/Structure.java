package dev.gyre.gateway.resources;

import dev.gyre.gateway.resources.WriteOptions.FieldValidation;
import dev.gyre.schemas.FieldSchema;
import dev.gyre.schemas.custom.CustomSchema;
import dev.gyre.schemas.custom.CustomStructure;
import dev.gyre.schemas.structure.Problem;
import dev.gyre.schemas.structure.Pruning;
import dev.gyre.schemas.structure.StructureCheck;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a document fit its schema: values of the wrong type are refused, fields that it does not know are refused, dropped
 * with a warning or dropped in silence, as the client asked.
 */
final class Structure {

    private Structure() {}

    /** Prunes in place; answers what the client is to be warned of. */
    static List<String> check(ResourceCall call, ObjectNode sent, FieldValidation validation) {
        FieldSchema schema = call.version().schema();
        if (schema instanceof CustomSchema custom) {
            return checkCustom(call, sent, custom, validation);
        }
        List<Problem> problems = StructureCheck.problems(sent, schema);
        refuseWrongTypes(call, problems);
        List<String> unknown =
                problems.stream().map(Problem::message).distinct().toList();
        if (!unknown.isEmpty() && validation == FieldValidation.STRICT) {
            throw unfit(call, "strict decoding error: " + String.join(", ", unknown));
        }
        Pruning.prune(sent, schema);
        if (problems.size() >= StructureCheck.MAX_PROBLEMS) {
            // The check stopped at its bound; with the unknown fields gone it sees all the rest.
            refuseWrongTypes(call, StructureCheck.problems(sent, schema));
        }
        return validation == FieldValidation.WARN ? unknown : List.of();
    }

    /** Of a kind that users define only the metadata has to be readable; the rest is for validation to judge. */
    private static List<String> checkCustom(
            ResourceCall call, ObjectNode sent, CustomSchema schema, FieldValidation validation) {
        List<Problem> problems = CustomStructure.prune(sent, schema);
        refuseWrongTypes(call, problems);
        List<String> unknown =
                problems.stream().map(Problem::message).distinct().toList();
        if (!unknown.isEmpty() && validation == FieldValidation.STRICT) {
            throw Refusal.badRequest("strict decoding error: " + String.join(", ", unknown));
        }
        return validation == FieldValidation.WARN ? unknown : List.of();
    }

    /** Makes what admission has changed fit again, as what a client sends is made to. */
    static void refit(ObjectNode changed, FieldSchema schema) {
        boolean isCustom = schema instanceof CustomSchema;
        List<Problem> problems = schema instanceof CustomSchema custom
                ? CustomStructure.prune(changed, custom)
                : StructureCheck.problems(changed, schema);
        for (Problem problem : problems) {
            if (problem.kind() == Problem.Kind.WRONG_TYPE) {
                throw Refusal.internal(problem.message());
            }
        }
        if (!isCustom) {
            Pruning.prune(changed, schema);
        }
    }

    private static void refuseWrongTypes(ResourceCall call, List<Problem> problems) {
        String wrong = problems.stream()
                .filter(problem -> problem.kind() == Problem.Kind.WRONG_TYPE)
                .map(Problem::message)
                .limit(1)
                .collect(Collectors.joining());
        if (!wrong.isEmpty()) {
            throw unfit(call, wrong);
        }
    }

    private static RuntimeException unfit(ResourceCall call, String why) {
        String kind = call.kind().kind();
        return Refusal.badRequest("%s in version \"%s\" cannot be handled as a %s: %s"
                .formatted(kind, call.version().name(), kind, why));
    }
}
