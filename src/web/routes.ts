import { index, type RouteConfig, route } from '@react-router/dev/routes'

/** Every page and form of the site; folders are named as the domains they show. */
export default [
  index('catalog/home-page.tsx'),
  route('catalog', 'catalog/catalog-page.tsx'),
  route('articles/:slug', 'catalog/item/article-page.tsx'),
  route('courses/:slug', 'catalog/item/course-page.tsx'),
  route('courses/:slug/lessons/:lessonId', 'library/lesson-page.tsx'),
  route('authors/:username', 'catalog/author-page.tsx'),
  route('tags/:slug', 'catalog/tag-page.tsx'),
  route('search', 'catalog/search-page.tsx'),

  route('login', 'accounts/login-page.tsx'),
  route('register', 'accounts/register-page.tsx'),
  route('logout', 'accounts/logout.ts'),
  route('forgot-password', 'accounts/forgot-page.tsx'),
  route('reset-password', 'accounts/reset-page.tsx'),
  route('account', 'accounts/account-page.tsx'),

  route('library', 'library/shelf-page.tsx'),

  route('checkout/:itemId', 'commerce/checkout-page.tsx'),
  route('orders', 'commerce/orders-page.tsx'),
  route('orders/:number', 'commerce/order-page.tsx'),
  route('orders/:number/refund', 'commerce/refunds/refund-page.tsx'),
  route('orders/:number/pay', 'commerce/pay-page.tsx'),
  route('orders/:number/status', 'commerce/order-status.ts'),
  route('pay/return', 'commerce/return-page.tsx'),

  route('studio', 'studio/studio-layout.tsx', [
    index('studio/overview-page.tsx'),
    route('items', 'studio/items/items-page.tsx'),
    route('items/:itemId', 'studio/items/item-page.tsx'),
    route('items/:itemId/outline', 'studio/outline/outline-page.tsx'),
    route('lessons/:lessonId', 'studio/outline/lesson-page.tsx'),
    route('media', 'studio/media-page.tsx'),
    route('orders', 'studio/orders/orders-page.tsx'),
    route('orders/:number', 'studio/orders/order-page.tsx'),
    route('refunds', 'studio/refunds/refunds-page.tsx'),
    route('members', 'studio/members/members-page.tsx'),
    route('categories', 'studio/taxonomy/categories-page.tsx'),
    route('items/:itemId/income', 'studio/money/income-page.tsx'),
    route('money', 'studio/money/overview-page.tsx'),
    route('money/account', 'studio/money/payouts/account-page.tsx'),
    route('money/payouts', 'studio/money/payouts/payouts-page.tsx'),
    route('money/payouts/:number', 'studio/money/payouts/payout-page.tsx'),
    route('money/statements/:personId/:month', 'studio/money/statements/statement-page.tsx'),
    route('money/rules', 'studio/money/rules-page.tsx'),
    route('settings', 'studio/settings-page.tsx'),
  ]),
  route('studio/items/:itemId/save', 'studio/items/save-item.ts'),
  route('studio/lessons/:lessonId/save', 'studio/outline/save-lesson.ts'),
  route(
    'studio/money/statements/:personId/:month/:file',
    'studio/money/statements/statement-file.ts',
  ),
  route('studio/preview', 'studio/editor/render-preview.ts'),

  route('setup', 'setup/setup-page.tsx'),
  route('outbox', 'setup/outbox-page.tsx'),
  route('icon.svg', 'setup/icon.ts'),
  route('*', 'setup/missing-page.tsx'),
] satisfies RouteConfig
