/**
 * The kinds that Gyre serves, one entry each: adding a kind is adding an entry to {@link
 * dev.gyre.schemas.kinds.KubernetesKinds}, its types to the fact files of {@code dev.gyre.schemas.definitions}, and what it
 * defaults to in {@code dev.gyre.schemas.defaults}. Names, verbs and columns are those of Kubernetes 1.32.
 */
@NullMarked
package dev.gyre.schemas.kinds;

import org.jspecify.annotations.NullMarked;
