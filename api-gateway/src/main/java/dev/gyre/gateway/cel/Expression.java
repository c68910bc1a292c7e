package dev.gyre.gateway.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.gyre.schemas.Json;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A compiled expression. May be evaluated by many threads at once. */
public final class Expression {

    private static final Pattern PLACE = Pattern.compile("^evaluation error( at [^:]*:[0-9]+)?: ");
    private static final Pattern MISSING_KEY = Pattern.compile("key '(.*)' is not present in map\\.");

    private final CelAbstractSyntaxTree tree;
    private final CelRuntime.Program program;

    Expression(CelAbstractSyntaxTree tree, CelRuntime.Program program) {
        this.tree = tree;
        this.program = program;
    }

    /** The type of what it evaluates to, as far as that is known beforehand. */
    public CelType resultType() {
        return tree.getResultType();
    }

    boolean mayBe(CelType type) {
        return resultType().equals(type) || resultType().equals(SimpleType.DYN);
    }

    /** Whether it names the variable. */
    public boolean uses(String variable) {
        return CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .anyMatch(node -> node.getKind() == ExprKind.Kind.IDENT
                        && node.expr().ident().name().equals(variable));
    }

    /**
     * Evaluates it.
     *
     * @param variables as {@link CelValues} makes them of JSON
     * @throws ExpressionException where a value is missing or of the wrong type, or a bound was passed
     */
    public Object evaluate(Map<String, ?> variables) throws ExpressionException {
        try {
            return program.eval(variables);
        } catch (CelEvaluationException e) {
            throw new ExpressionException(reason(e), e);
        }
    }

    /** Whether the condition holds. */
    public boolean isTrue(Map<String, ?> variables) throws ExpressionException {
        Object result = evaluate(variables);
        if (result instanceof Boolean isTrue) {
            return isTrue;
        }
        throw new ExpressionException("unexpected type: expected a bool");
    }

    /** The text that it makes. */
    public String text(Map<String, ?> variables) throws ExpressionException {
        Object result = evaluate(variables);
        if (result instanceof String text) {
            return text;
        }
        throw new ExpressionException("unexpected type: expected a string");
    }

    /** The {@code Object} that it makes, as JSON. */
    public ObjectNode object(Map<String, ?> variables) throws ExpressionException {
        Object result = evaluate(variables);
        if (result instanceof ConstructedObject object && object.type().equals(ObjectTypes.OBJECT)) {
            String misplaced = object.misplaced();
            if (misplaced == null) {
                return (ObjectNode) CelValues.toJson(object);
            }
            throw new ExpressionException("type mismatch: " + misplaced);
        }
        throw new ExpressionException("unsupported return type from ApplyConfiguration expression: "
                + result.getClass().getSimpleName());
    }

    /** The operations of the patch that it makes. */
    public ArrayNode patch(Map<String, ?> variables) throws ExpressionException {
        ArrayNode operations = Json.MAPPER.createArrayNode();
        Object result = evaluate(variables);
        if (!(result instanceof List<?> list)) {
            throw new ExpressionException("type mismatch: JSONPatchType.expression should evaluate to array");
        }
        for (Object item : list) {
            if (!(item instanceof ConstructedObject operation)
                    || !operation.type().equals(ObjectTypes.JSON_PATCH)) {
                throw new ExpressionException(
                        "type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch");
            }
            if (operation.get("value") instanceof ConstructedObject value && value.misplaced() != null) {
                throw new ExpressionException("type mismatch: " + value.misplaced());
            }
            operations.add(CelValues.toJson(operation));
        }
        return operations;
    }

    /** What went wrong in the words of Kubernetes, which does not say at which column. */
    private static String reason(CelEvaluationException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ArithmeticException
                && String.valueOf(cause.getMessage()).contains("zero")) {
            return "division by zero";
        }
        String message = cause instanceof IllegalArgumentException
                ? String.valueOf(cause.getMessage())
                : PLACE.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
        Matcher missing = MISSING_KEY.matcher(message);
        return missing.matches() ? "no such key: " + missing.group(1) : message;
    }
}
