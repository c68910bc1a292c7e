/**
 * The three ways to patch a tree: JSON patch (RFC 6902), JSON merge patch (RFC 7386) and Kubernetes' strategic merge patch,
 * which knows from the schema which lists are merged and by which key. Each is a function from a tree and a patch to a new
 * tree; the tree that comes in is never changed. A patch that cannot be carried out is a {@link
 * dev.gyre.gateway.patch.PatchException}.
 */
@NullMarked
package dev.gyre.gateway.patch;

import org.jspecify.annotations.NullMarked;
