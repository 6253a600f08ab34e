/**
 * Taking deflate's bytes apart (RFC 1951), from one array into another. Knows no frame, no limit
 * and no network: {@code core.door} has those.
 */
@NullMarked
package io.spanweir.core.inflate;

import org.jspecify.annotations.NullMarked;
