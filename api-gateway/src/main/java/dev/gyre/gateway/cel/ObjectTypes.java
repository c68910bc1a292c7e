package dev.gyre.gateway.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr.CelStruct;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Optional;

/**
 * The types that an expression may make values of: {@code Object} and its parts, named by the fields that lead to them, whose
 * fields may be anything; and {@code JSONPatch}, one operation of a patch.
 *
 * @param fieldNames those that the expression gives to anything that it makes: the library wants types to be closed
 */
record ObjectTypes(ImmutableSet<String> fieldNames) implements CelTypeProvider {

    static final String OBJECT = "Object";
    static final String JSON_PATCH = "JSONPatch";

    private static final ImmutableMap<String, CelType> OPERATION = ImmutableMap.of(
            "op", SimpleType.STRING,
            "path", SimpleType.STRING,
            "from", SimpleType.STRING,
            "value", SimpleType.DYN);

    static void addTo(CelBuilder builder) {
        builder.setTypeProvider(new ObjectTypes(ImmutableSet.of()))
                .setValueProvider((type, fields) -> Optional.of(new ConstructedObject(type, fields)));
    }

    /** An environment for this one expression. */
    static Cel of(Cel cel, String expression) throws CelValidationException {
        CelAbstractSyntaxTree tree = cel.parse(expression).getAst();
        ImmutableSet<String> names = CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == ExprKind.Kind.STRUCT)
                .flatMap(node -> node.expr().struct().entries().stream())
                .map(CelStruct.Entry::fieldKey)
                .collect(ImmutableSet.toImmutableSet());
        return cel.toCelBuilder().setTypeProvider(new ObjectTypes(names)).build();
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.of();
    }

    @Override
    public Optional<CelType> findType(String name) {
        if (name.equals(JSON_PATCH)) {
            return Optional.of(
                    StructType.create(name, OPERATION.keySet(), field -> Optional.ofNullable(OPERATION.get(field))));
        }
        return name.equals(OBJECT) || name.startsWith(OBJECT + ".")
                ? Optional.of(StructType.create(name, fieldNames, field -> Optional.of(SimpleType.DYN)))
                : Optional.empty();
    }
}
