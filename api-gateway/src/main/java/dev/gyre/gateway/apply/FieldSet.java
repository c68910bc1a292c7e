package dev.gyre.gateway.apply;

import dev.gyre.schemas.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A set of paths into a document, kept as the JSON that {@code FieldsV1} is: a step leads to what is below it, {@code .} says
 * that the path up to here is in the set itself, and so does an object with nothing in it. That form is the only one, so
 * nothing is decoded to be asked and nothing encoded to be stored; results share what did not change with what they came
 * from, and no tree is changed once it is in a set.
 */
public final class FieldSet {

    private static final String SELF = ".";
    private static final int MAX_DEPTH = 100;

    static final FieldSet EMPTY = new FieldSet(Json.object());

    /** Unlike below it, nothing at the root means nothing: the whole document is no path. */
    private final ObjectNode root;

    private FieldSet(ObjectNode root) {
        this.root = root;
    }

    /**
     * What a client wrote; steps of a kind that nobody knows are passed over.
     *
     * @throws IllegalArgumentException where it is no set of fields
     */
    static FieldSet read(JsonNode fields) {
        ObjectNode read = readChildren(fields, 0);
        return new FieldSet(read);
    }

    private static ObjectNode readChildren(JsonNode fields, int depth) {
        if (!fields.isObject() || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("fields are objects in objects, and not too deep");
        }
        TreeMap<String, JsonNode> children = new TreeMap<>(PathElement.ORDER);
        fields.properties().forEach(entry -> {
            String element = entry.getKey().equals(SELF) ? null : PathElement.canonical(entry.getKey());
            if (element != null) {
                ObjectNode below = readChildren(entry.getValue(), depth + 1);
                boolean isMember = below.isEmpty() || entry.getValue().has(SELF);
                children.put(element, Objects.requireNonNull(node(isMember, below)));
            }
        });
        ObjectNode read = Json.object();
        read.setAll(children);
        return read;
    }

    /** What has been stored by {@link #json}, taken as it is. */
    static FieldSet stored(ObjectNode fields) {
        return new FieldSet(fields);
    }

    /** As {@code fieldsV1} shows it; shared, not to be changed. */
    ObjectNode json() {
        return root;
    }

    boolean isEmpty() {
        return root.isEmpty();
    }

    /** Every path, its steps in a list. */
    List<List<String>> paths() {
        List<List<String>> paths = new ArrayList<>();
        collect(root, new ArrayList<>(), paths);
        return paths;
    }

    private static void collect(ObjectNode node, List<String> path, List<List<String>> paths) {
        node.properties().forEach(entry -> {
            if (!entry.getKey().equals(SELF)) {
                ObjectNode child = (ObjectNode) entry.getValue();
                path.add(entry.getKey());
                if (isMember(child)) {
                    paths.add(List.copyOf(path));
                }
                collect(child, path, paths);
                path.removeLast();
            }
        });
    }

    boolean has(String element) {
        return isMember(child(root, element));
    }

    /** What stands below a step, as a set of its own. */
    FieldSet below(String element) {
        ObjectNode child = child(root, element);
        return child == null ? EMPTY : new FieldSet(children(child));
    }

    public FieldSet union(FieldSet other) {
        return isEmpty() ? other : other.isEmpty() ? this : new FieldSet(unionOf(root, other.root));
    }

    public FieldSet intersection(FieldSet other) {
        return isEmpty() || other.isEmpty() ? EMPTY : new FieldSet(intersectionOf(root, other.root));
    }

    /** Without exactly the other's paths: what is below them stays. */
    public FieldSet difference(FieldSet other) {
        return isEmpty() || other.isEmpty() ? this : new FieldSet(differenceOf(root, other.root, false));
    }

    /** Without the other's paths and all that is below them. */
    public FieldSet deepDifference(FieldSet other) {
        return isEmpty() || other.isEmpty() ? this : new FieldSet(differenceOf(root, other.root, true));
    }

    private static ObjectNode unionOf(ObjectNode a, ObjectNode b) {
        TreeSet<String> elements = new TreeSet<>(PathElement.ORDER);
        elements(a, elements);
        elements(b, elements);
        ObjectNode union = Json.object();
        for (String element : elements) {
            ObjectNode left = child(a, element);
            ObjectNode right = child(b, element);
            if (left == null || right == null) {
                union.set(element, left == null ? right : left);
            } else {
                union.set(element, node(isMember(left) || isMember(right), unionOf(children(left), children(right))));
            }
        }
        return union;
    }

    private static ObjectNode intersectionOf(ObjectNode a, ObjectNode b) {
        ObjectNode both = Json.object();
        for (Map.Entry<String, JsonNode> entry : a.properties()) {
            ObjectNode right = child(b, entry.getKey());
            if (right != null && entry.getValue() instanceof ObjectNode left) {
                ObjectNode node =
                        node(isMember(left) && isMember(right), intersectionOf(children(left), children(right)));
                if (node != null) {
                    both.set(entry.getKey(), node);
                }
            }
        }
        return both;
    }

    private static ObjectNode differenceOf(ObjectNode a, ObjectNode b, boolean isDeep) {
        ObjectNode rest = Json.object();
        for (Map.Entry<String, JsonNode> entry : a.properties()) {
            ObjectNode left = (ObjectNode) entry.getValue();
            ObjectNode right = child(b, entry.getKey());
            ObjectNode node = right == null
                    ? left
                    : isDeep && isMember(right)
                            ? null
                            : node(
                                    isMember(left) && !isMember(right),
                                    differenceOf(children(left), children(right), isDeep));
            if (node != null) {
                rest.set(entry.getKey(), node);
            }
        }
        return rest;
    }

    private static void elements(ObjectNode node, TreeSet<String> elements) {
        node.propertyNames().forEach(element -> {
            if (!element.equals(SELF)) {
                elements.add(element);
            }
        });
    }

    private static @Nullable ObjectNode child(ObjectNode node, String element) {
        return element.equals(SELF) ? null : (ObjectNode) node.get(element);
    }

    private static boolean isMember(@Nullable ObjectNode node) {
        return node != null && (node.isEmpty() || node.has(SELF));
    }

    private static ObjectNode children(ObjectNode node) {
        if (!node.has(SELF)) {
            return node;
        }
        ObjectNode children = Json.object();
        children.setAll(node);
        children.remove(SELF);
        return children;
    }

    /** Null for what is neither in the set nor leads to what is. */
    private static @Nullable ObjectNode node(boolean isMember, ObjectNode children) {
        if (children.isEmpty()) {
            return isMember ? children : null;
        }
        if (!isMember) {
            return children;
        }
        ObjectNode node = Json.object();
        node.putObject(SELF);
        node.setAll(children);
        return node;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set && root.equals(set.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return root.toString();
    }

    /** Gathers paths, in any order. */
    static final class Builder {
        private final TreeMap<String, Builder> children = new TreeMap<>(PathElement.ORDER);
        private boolean isMember;

        /** What stands below a step. */
        Builder below(String element) {
            return children.computeIfAbsent(element, step -> new Builder());
        }

        /** The path up to here is in the set. */
        void add() {
            isMember = true;
        }

        void add(List<String> path) {
            Builder at = this;
            for (String element : path) {
                at = at.below(element);
            }
            at.add();
        }

        FieldSet build() {
            return new FieldSet(childNodes());
        }

        private ObjectNode childNodes() {
            ObjectNode nodes = Json.object();
            children.forEach((element, child) -> {
                ObjectNode node = node(child.isMember, child.childNodes());
                if (node != null) {
                    nodes.set(element, node);
                }
            });
            return nodes;
        }
    }

    /** Of paths, each given by its steps. */
    @SafeVarargs
    static FieldSet of(List<String>... paths) {
        Builder builder = new Builder();
        for (List<String> path : paths) {
            builder.add(path);
        }
        return builder.build();
    }
}
