/** Extensions that say who may send, and who we are: tokens, names and passwords, headers. */
@NullMarked
package io.spanweir.extension.auth;

import org.jspecify.annotations.NullMarked;
