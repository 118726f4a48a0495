import { index, type RouteConfig, route } from '@react-router/dev/routes'

/** Every page and form of the site; folders are named as the domains they show. */
export default [
  index('catalog/home-page.tsx'),
  route('catalog', 'catalog/catalog-page.tsx'),
  route('articles/:slug', 'catalog/item/article-page.tsx'),
  route('courses/:slug', 'catalog/item/course-page.tsx'),
  route('authors/:username', 'catalog/author-page.tsx'),
  route('tags/:slug', 'catalog/tag-page.tsx'),
  route('search', 'catalog/search-page.tsx'),
] satisfies RouteConfig
