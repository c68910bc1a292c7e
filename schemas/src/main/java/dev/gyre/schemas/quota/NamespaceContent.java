package dev.gyre.schemas.quota;

import tools.jackson.databind.JsonNode;

/**
 * The objects of one namespace at one moment, in whatever form they are held. An object that has not changed from one moment
 * to another is the same instance.
 */
public interface NamespaceContent<T> {

    /** In the order of their names. */
    Iterable<? extends T> list(String group, String plural);

    int count(String group, String plural);

    String name(T object);

    JsonNode json(T object);
}
